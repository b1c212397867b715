-- Does a region's code lie in a place that is named by its code or its name, in either script? No place: yes.
-- A short name means the highest division that begins so: 吉林 is the province, 吉林市 the city in it.
-- Example: select organ from articles where in_region(region_code, '湖南');
create or replace macro in_region(code, place) as
    place is null or list_has_any([left(code, 2), left(code, 4), code], (
        select coalesce(list(prefix), []) from (
            select regexp_replace(region_code, '(00)+$', '') as prefix,
                case when named in (region_code, name) or ends_with(full_name, named) then 0
                    when length(named) > 1 and starts_with(name, named) then length(prefix) end as tier
            from regions, (select folded(place) as named) wanted
            where tier is not null
            qualify tier = min(tier) over ()
        )
    ));
comment on macro in_region is 'whether a region lies in a place · 是否属于某地';
