select
  cast(r.period as varchar) as period,
  cast(r.partner_id as varchar) as partner_id,
  cast(r.owner_name as varchar) as owner_name,
  cast(r.manager_name as varchar) as manager_name,
  cast(r.sales_region as varchar) as sales_region,
  cast(r.product_id as varchar) as product_id,
  cast(sum(r.open_count) as bigint) as open_count,
  cast(sum(r.unpriced_count) as bigint) as unpriced_count,
  cast(sum(r.pipeline_amount) as decimal(24,8)) as pipeline_amount,
  cast(sum(r.weighted_pipeline_amount) as decimal(24,8)) as weighted_pipeline_amount
from kpi_rows r
group by r.period, r.partner_id, r.owner_name, r.manager_name, r.sales_region, r.product_id
