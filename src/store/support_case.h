#ifndef STORE_SUPPORT_CASE_H
#define STORE_SUPPORT_CASE_H
/* Cases between buyers and the operator, with what was said in them (CON-5, CON-10). */
#include "domain/support_case.h"
#include "store/store.h"

struct case_row {
    const char *organization_id;
    const char *organization_name;
    const char *id;
    const char *connection_id;
    const char *connection_name;
    enum case_kind kind;
    enum case_state state;
    int64_t opened_us, changed_us;
};

struct case_rows {
    struct case_row *items;
    size_t count;
};

struct case_message {
    const char *organization_id;
    const char *case_id;
    const char *id;
    int64_t at_us;
    enum case_side side;
    const char *author;
    const char *move; /* what it did (case_move's name), or "" */
    const char *text; /* or "" */
};

struct case_messages {
    struct case_message *items; /* oldest first */
    size_t count;
};

enum status case_store_insert(struct db_tx *tx, const struct case_row *row);
/* Newest change first. `organization_id` NULL: of all; `connection_id` NULL: of all its
 * connections. */
enum status case_store_list(struct db_tx *tx, struct arena *arena, const char *organization_id,
                            const char *connection_id, struct case_rows *out);
/* By id alone; the caller sees to whose it is. */
enum status case_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                            struct case_row *out);
/* CONFLICT where it is not in `from` any more. */
enum status case_store_move(struct db_tx *tx, const struct case_row *row, enum case_state to,
                            int64_t now_us);
/* All cases of a connection that are not over, but for one, are removed with it. */
enum status case_store_close(struct db_tx *tx, const char *organization_id,
                             const char *connection_id, const char *except_id, int64_t now_us);
enum status case_store_say(struct db_tx *tx, const struct case_message *message);
enum status case_store_messages(struct db_tx *tx, struct arena *arena, const struct case_row *row,
                                struct case_messages *out);

#endif
