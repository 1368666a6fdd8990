select
  cast(r.period as varchar) as period,
  cast(r.partner_id as varchar) as partner_id,
  cast(r.tier_from as varchar) as tier_from,
  cast(r.tier_to as varchar) as tier_to,
  cast(r.product_id as varchar) as product_id,
  cast(r.country_code as varchar) as country_code,
  cast(r.region_code as varchar) as region_code,
  cast(sum(r.quantity_units) as decimal(18,4)) as quantity_units,
  cast(sum(r.reporting_amount) as decimal(24,8)) as reporting_amount,
  cast(r.reporting_currency as varchar) as reporting_currency
from kpi_rows r
group by
  r.period, r.partner_id, r.tier_from, r.tier_to, r.product_id, r.country_code, r.region_code, r.reporting_currency
