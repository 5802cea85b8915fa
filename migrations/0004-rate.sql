-- What all nodes together have granted in a minute. A row is worth nothing once its minute is over.

CREATE TABLE rate_window (
    bucket TEXT NOT NULL,
    start_us INT64 NOT NULL,
    taken INT64 NOT NULL,
    PRIMARY KEY (bucket, start_us)
) STRICT;
CREATE INDEX rate_window_start ON rate_window (start_us);
