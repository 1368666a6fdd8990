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
      o.submission_id,
      o.row_key,
      o.source_file,
      o.source_sheet,
      o.source_line,
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
      s.submission_id,
      s.row_key,
      s.source_file,
      s.source_sheet,
      s.source_line,
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
  cast(1 as bigint) as open_count,
  cast(case when v.amount is null then 1 else 0 end as bigint) as unpriced_count,
  cast(coalesce(v.amount, 0) as decimal(24,8)) as pipeline_amount,
  cast(coalesce(v.amount * v.probability_ratio, 0) as decimal(24,8)) as weighted_pipeline_amount,
  cast(v.submission_id as varchar) as submission_id,
  cast(v.row_key as varchar) as row_key,
  cast(v.source_file as varchar) as source_file,
  cast(v.source_sheet as varchar) as source_sheet,
  cast(v.source_line as bigint) as source_line
from valued v
