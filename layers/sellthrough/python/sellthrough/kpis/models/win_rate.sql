with
  snapshots as (
    select
      o.partner_id,
      o.owner_name,
      o.manager_name,
      o.sales_region,
      o.product_id,
      o.opportunity_status,
      o.reporting_amount,
      coalesce(date_format(o.close_date, '%Y-%m'), o.period) as closed_period,
      rank() over (partition by o.partner_id, o.feed order by o.snapshot_date desc nulls last) as recency
    from opportunities o
  )
select
  cast(s.closed_period as varchar) as period,
  cast(s.partner_id as varchar) as partner_id,
  cast(s.owner_name as varchar) as owner_name,
  cast(s.manager_name as varchar) as manager_name,
  cast(s.sales_region as varchar) as sales_region,
  cast(s.product_id as varchar) as product_id,
  cast(count_if(s.opportunity_status = 'won') as bigint) as won_count,
  cast(count_if(s.opportunity_status = 'lost') as bigint) as lost_count,
  cast(sum(case when s.opportunity_status = 'won' then s.reporting_amount else 0 end) as decimal(24,8)) as won_amount,
  cast(sum(case when s.opportunity_status = 'lost' then s.reporting_amount else 0 end) as decimal(24,8)) as lost_amount,
  cast(
    cast(count_if(s.opportunity_status = 'won') as decimal(18,8)) / nullif(cast(count(*) as decimal(18,0)), 0)
    as decimal(9,6)
  ) as win_rate_count_ratio,
  cast(
    cast(sum(case when s.opportunity_status = 'won' then s.reporting_amount else 0 end) as decimal(28,8))
    / nullif(cast(sum(s.reporting_amount) as decimal(24,8)), 0)
    as decimal(9,6)
  ) as win_rate_value_ratio
from snapshots s
where s.recency = 1 and s.opportunity_status in ('won', 'lost') and s.closed_period in ({periods})
group by s.closed_period, s.partner_id, s.owner_name, s.manager_name, s.sales_region, s.product_id
