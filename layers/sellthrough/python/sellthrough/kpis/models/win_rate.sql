select
  cast(r.period as varchar) as period,
  cast(r.partner_id as varchar) as partner_id,
  cast(r.owner_name as varchar) as owner_name,
  cast(r.manager_name as varchar) as manager_name,
  cast(r.sales_region as varchar) as sales_region,
  cast(r.product_id as varchar) as product_id,
  cast(sum(r.won_count) as bigint) as won_count,
  cast(sum(r.lost_count) as bigint) as lost_count,
  cast(sum(r.won_amount) as decimal(24,8)) as won_amount,
  cast(sum(r.lost_amount) as decimal(24,8)) as lost_amount,
  cast(
    cast(sum(r.won_count) as decimal(18,8)) / nullif(cast(sum(r.won_count + r.lost_count) as decimal(18,0)), 0)
    as decimal(9,6)
  ) as win_rate_count_ratio,
  cast(
    cast(sum(r.won_amount) as decimal(28,8)) / nullif(cast(sum(r.won_amount + r.lost_amount) as decimal(24,8)), 0)
    as decimal(9,6)
  ) as win_rate_value_ratio
from kpi_rows r
group by r.period, r.partner_id, r.owner_name, r.manager_name, r.sales_region, r.product_id
