#ifndef APP_SUPPORT_CASE_H
#define APP_SUPPORT_CASE_H
/*
 * Cases between a buyer and the operator (CON-5, CON-10): each sees the next step and who has it.
 * Buyers need PutProcurementSystemConfiguration to speak and DescribeProcurementSystemConfiguration
 * to read; ACC-7 holds for both.
 */
#include "app/procurement.h"

struct case_view {
    struct case_row row;
    struct case_messages messages;
    struct connection connection;
};

/* A buyer's own, else those of all. */
enum status case_list(struct ctx *ctx, struct case_rows *out);
/* NOT_FOUND also for another's. */
enum status case_find(struct ctx *ctx, const char *id, struct case_view *out);

/* CASE_TEXT_LIMIT bytes at most. BAD_INPUT: nothing was said. */
enum { CASE_TEXT_LIMIT = 8000 };
enum status case_say(struct ctx *ctx, const char *id, const char *text);

/* Makes a move of domain/support_case.h, with what is said to it, "" for nothing, and does what it
 * stands for: instructions open the connection for tests, going live ends test mode, removing
 * removes. BAD_INPUT: instructions without text. CONFLICT: it is not to be made now. */
enum status case_make_move(struct ctx *ctx, const char *id, const char *move, const char *text);

/* CON-10. CONFLICT: it was asked for already. */
enum status case_ask_removal(struct ctx *ctx, struct connection_key key, const char *text,
                             const char **out_id);

/* What the operator is to send to a buyer of SAP Ariba, with the values filled in, to be edited. */
const char *case_instructions(struct ctx *ctx, const struct connection *connection);

#endif
