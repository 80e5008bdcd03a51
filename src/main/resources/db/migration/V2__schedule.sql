-- db-scheduler's table, as its documentation gives it for PostgreSQL. Rows are also written by us, in the transaction of
-- the settings they belong to.
create table scheduled_tasks (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    -- Ours, for what is asked for while a run holds the row: the time it shall run at then ('infinity': no more) ...
    wanted               timestamptz,
    -- ... and that it shall run at once, whatever the schedule says.
    again                boolean     not null default false,
    primary key (task_name, task_instance)
);
create index on scheduled_tasks (execution_time);
create index on scheduled_tasks (last_heartbeat);
