#ifndef CHECK_CONNECTION_H
#define CHECK_CONNECTION_H
/* The connection check of a connection that is stored. */
#include "app/procurement.h"
#include "check/check.h"

/* Who may change the connection may check it; see procurement_check_begin for what else can stand
 * in the way. OK also where the check fails: the report tells. */
enum status check_connection(struct ctx *ctx, struct connection_key key, struct connection *out,
                             struct check_report *report);

#endif
