with
  snapshots as (
    select
      o.period,
      o.partner_id,
      o.owner_name,
      o.manager_name,
      o.sales_region,
      o.product_id,
      o.opportunity_status,
      o.probability_ratio,
      o.reporting_amount,
      rank() over (partition by o.period, o.partner_id, o.feed order by o.snapshot_date desc nulls last) as recency
    from opportunities o
    where o.period in ({periods})
  ),
  valued as (
    select
      s.period,
      s.partner_id,
      s.owner_name,
      s.manager_name,
      s.sales_region,
      s.product_id,
      s.probability_ratio,
      coalesce(
        s.reporting_amount,
        case
          when p.list_price_currency = '{reporting_currency}' then p.list_price_amount
          else p.list_price_amount / nullif(x.units_per_reporting_unit, 0)
        end
      ) as amount
    from snapshots s
    left join products p on p.product_id = s.product_id
    left join exchange_rates x on x.period = s.period and x.currency_code = p.list_price_currency
    where s.recency = 1 and s.opportunity_status = 'open'
  )
select
  cast(v.period as varchar) as period,
  cast(v.partner_id as varchar) as partner_id,
  cast(v.owner_name as varchar) as owner_name,
  cast(v.manager_name as varchar) as manager_name,
  cast(v.sales_region as varchar) as sales_region,
  cast(v.product_id as varchar) as product_id,
  cast(count(*) as bigint) as open_count,
  cast(count_if(v.amount is null) as bigint) as unpriced_count,
  cast(coalesce(sum(v.amount), 0) as decimal(24,8)) as pipeline_amount,
  cast(coalesce(sum(v.amount * v.probability_ratio), 0) as decimal(24,8)) as weighted_pipeline_amount
from valued v
group by v.period, v.partner_id, v.owner_name, v.manager_name, v.sales_region, v.product_id
