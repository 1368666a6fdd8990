with
  provisional as (
    select t.reseller_id as account_id, t.reseller_name as account_name
    from sell_through t
    where t.is_reseller_provisional
    union all
    select t.reseller_id as account_id, t.reseller_name as account_name
    from orders t
    where t.is_reseller_provisional
    union all
    select t.reseller_id as account_id, t.reseller_name as account_name
    from contracts t
    where t.is_reseller_provisional
  )
select
  cast(a.account_id as varchar) as account_id,
  cast(a.account_name as varchar) as account_name,
  cast(false as boolean) as is_provisional
from accounts a
union all
select
  cast(p.account_id as varchar) as account_id,
  cast(min(p.account_name) as varchar) as account_name,
  cast(true as boolean) as is_provisional
from provisional p
where p.account_id is not null
group by p.account_id
