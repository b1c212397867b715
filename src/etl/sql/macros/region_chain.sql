-- Which divisions does a region lie in, itself first?
-- Example: from region_chain('430406');
create or replace macro region_chain(code) as table
with recursive chain as (
    select region_code, name, full_name, level, parent_code, 0 as step from regions where region_code = code
    union all
    select r.region_code, r.name, r.full_name, r.level, r.parent_code, chain.step + 1
    from regions r join chain on r.region_code = chain.parent_code
)
select * from chain order by step;
comment on macro table region_chain is 'a region and the divisions that it lies in · 上级区划';
