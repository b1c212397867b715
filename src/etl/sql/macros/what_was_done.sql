-- What did a province, city or county do about a theme, in which words, with which numbers? Each text once.
-- `place` is a code or a name, `topic` an id or a Chinese label; without a topic, everything it did.
-- Example: from what_was_done('湖南', topic := '作风建设');
create or replace macro what_was_done(place, topic := null) as table
select published_on, region, organ, status, text, quantities, themes, title, measure_id
from measures_flat
where is_original and in_region(region_code, place) and of_theme(themes, topic)
order by published_on, organ, measure_id;
comment on macro table what_was_done is 'what a place did about a theme · 某地某主题的举措';
