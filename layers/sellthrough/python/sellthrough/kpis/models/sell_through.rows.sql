select
  cast(s.period as varchar) as period,
  cast(s.partner_id as varchar) as partner_id,
  cast(s.tier_from as varchar) as tier_from,
  cast(s.tier_to as varchar) as tier_to,
  cast(s.product_id as varchar) as product_id,
  cast(s.country_code as varchar) as country_code,
  cast(s.region_code as varchar) as region_code,
  cast(s.reporting_currency as varchar) as reporting_currency,
  cast(s.quantity_units as decimal(18,4)) as quantity_units,
  cast(s.reporting_amount as decimal(24,8)) as reporting_amount,
  cast(s.submission_id as varchar) as submission_id,
  cast(s.row_key as varchar) as row_key,
  cast(s.source_file as varchar) as source_file,
  cast(s.source_sheet as varchar) as source_sheet,
  cast(s.source_line as bigint) as source_line
from sell_through s
where s.period in ({periods})
