#ifndef APP_PROCUREMENT_CHANGE_H
#define APP_PROCUREMENT_CHANGE_H
/* What the use cases about connections share; for app/ alone. */
#include "app/procurement.h"

/* One change to one connection, from who may to what the trail says of it. */
struct connection_change {
    struct ctx *ctx;
    struct connection_key key; /* with the organization */
    bool by_operator;          /* the asker is */
    const char *action;
    const char *detail;
    struct connection_row row; /* as it is, once read */
    void *more;
};

/* Whether the asker may Put (or, without `put`, Describe) what is of that organization. */
enum status connection_change_open(struct ctx *ctx, struct connection_key key, bool put,
                                   struct connection_change *out);
/* Reads the row. NOT_FOUND with a message, also for one that is removed. */
enum status connection_change_read(struct db_tx *tx, struct connection_change *c);
/* In the trail of the organization, and of the operators where one of them did it. */
enum status connection_change_record(struct db_tx *tx, const struct connection_change *c);
/* Runs the work as a write of the organization; what was changed is seen at once. */
enum status connection_change_write(struct connection_change *c, db_work *work);

/* CON-10: secrets destroyed, and all that was still to be done about it over, but for one case ("":
 * none). */
enum status connection_destroy(struct db_tx *tx, const struct connection_change *c,
                               const char *except_case_id);

/* CON-13: CONFLICT, naming it, where another enabled connection has the credentials. */
enum status connection_check_overlap(struct db_tx *tx, struct ctx *ctx,
                                     const struct connection *connection);

/* A secret as it is kept. */
void shared_secret_keep(struct ctx *ctx, const char *secret, struct bytes *hash,
                        struct bytes *sealed);
const char *shared_secret_new(struct ctx *ctx);

/* Opens a case in the name of the asker, inside the write. */
enum status case_open(struct db_tx *tx, const struct connection_change *c, enum case_kind kind,
                      const char *text, const char **out_id);

#endif
