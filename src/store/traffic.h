#ifndef STORE_TRAFFIC_H
#define STORE_TRAFFIC_H
/* What has come over a connection, by kind of document: when at first, when last, and how it last
 * failed (CON-3). */
#include "store/store.h"

struct traffic_row {
    const char *organization_id;
    const char *connection_id;
    const char *kind;
    int64_t first_us, last_us; /* that went well; 0: none has */
    int64_t failed_us;         /* the last that did not; 0: none */
    int64_t failed_code;
    const char *failed_message;
};

struct traffic_rows {
    struct traffic_row *items;
    size_t count;
};

/* Adds to what is known: members that are 0 say nothing. */
enum status traffic_store_note(struct db_tx *tx, const struct traffic_row *row);
/* `connection_id` NULL: of all connections of the organization; that NULL too: of all. */
enum status traffic_store_list(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               const char *connection_id, struct traffic_rows *out);

#endif
