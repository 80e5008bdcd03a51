-- Since when a grant's trouble is news: what its owner was told before is over.
create or replace view connection_grant as
    select id, account_id, name,
        case when state = 'needs-reauth' then state when failures > 0 then 'degraded' else 'ok' end as state,
        case when state = 'needs-reauth' then 'oauth-invalid-grant' end as cause,
        case when state = 'needs-reauth' or failures > 0 then error end as message,
        refreshed, failures, next_try, coalesce(consented, created) as consented
    from oauth_grant;
