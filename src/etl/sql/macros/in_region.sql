-- Does a region's code lie in a place that is named by its code or its name, in either script? No place: yes.
-- Example: select organ from articles where in_region(region_code, '湖南省');
create or replace macro in_region(code, place) as
    place is null or list_has_any([left(code, 2), left(code, 4), code], (
        select coalesce(list(regexp_replace(region_code, '(00)+$', '')), [])
        from regions where folded(place) in (region_code, name) or ends_with(full_name, folded(place))
    ));
comment on macro in_region is 'whether a region lies in a place · 是否属于某地';
