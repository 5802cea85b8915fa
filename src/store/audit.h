#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H
/* The audit trail's rows (ACC-9); what makes them a chain is app/audit.h's. */
#include "store/store.h"

struct audit_row {
    const char *organization_id;
    int64_t sequence;
    const char *id;
    int64_t at_us;
    const char *account_id;
    const char *actor_kind;
    const char *actor_id;
    const char *actor_name;
    const char *action;
    const char *resource;
    const char *outcome;
    const char *address;
    const char *request_id;
    const char *detail;
    struct bytes hash;
};

struct audit_rows {
    struct audit_row *items;
    size_t count;
};

struct audit_head {
    int64_t sequence; /* 0: the chain is empty */
    struct bytes hash;
    struct bytes seal;
};

struct audit_query {
    const char *organization_id;
    const char *account_id; /* NULL: all */
    const char *text;       /* NULL: all */
    const char *outcome;    /* NULL: all */
    int64_t from_us;
    int64_t until_us;        /* 0: open */
    int64_t before_sequence; /* 0: open */
    int64_t limit;
};

enum status audit_store_insert(struct db_tx *tx, const struct audit_row *row);
enum status audit_store_head(struct db_tx *tx, struct arena *arena, const char *organization_id,
                             struct audit_head *out);
enum status audit_store_set_head(struct db_tx *tx, const char *organization_id,
                                 const struct audit_head *head);
/* Newest first. */
enum status audit_store_list(struct db_tx *tx, struct arena *arena, const struct audit_query *query,
                             struct audit_rows *out);
/* The next after `sequence`, oldest first. */
enum status audit_store_after(struct db_tx *tx, struct arena *arena, const char *organization_id,
                              int64_t sequence, int64_t limit, struct audit_rows *out);
/* The ids of all chains, "" among them. */
enum status audit_store_chains(struct db_tx *tx, struct arena *arena, const char ***out,
                               size_t *out_count);

#endif
