select
  cast(s.period as varchar) as period,
  cast(s.partner_id as varchar) as partner_id,
  cast(s.tier_from as varchar) as tier_from,
  cast(s.tier_to as varchar) as tier_to,
  cast(s.product_id as varchar) as product_id,
  cast(s.country_code as varchar) as country_code,
  cast(s.region_code as varchar) as region_code,
  cast(sum(s.quantity_units) as decimal(18,4)) as quantity_units,
  cast(sum(s.reporting_amount) as decimal(24,8)) as reporting_amount,
  cast(s.reporting_currency as varchar) as reporting_currency
from sell_through s
where s.period in ({periods})
group by
  s.period, s.partner_id, s.tier_from, s.tier_to, s.product_id, s.country_code, s.region_code, s.reporting_currency
