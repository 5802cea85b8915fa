#ifndef DOMAIN_SUPPORT_CASE_H
#define DOMAIN_SUPPORT_CASE_H
/* What a buyer and the operator have to do with each other about a connection: the set-up of SAP
 * Ariba (CON-5) and removals (CON-10). A table says which move leads where, and whose it is. */
#include <stdbool.h>
#include <stddef.h>

enum case_kind { CASE_ARIBA, CASE_REMOVAL };

enum case_state {
    CASE_REQUESTED,
    CASE_INSTRUCTIONS_SENT,
    CASE_TESTING,
    CASE_GO_LIVE_REQUESTED,
    CASE_PRODUCTION, /* the end */
    CASE_REMOVED,    /* the end */
    CASE_WITHDRAWN   /* the end */
};

enum case_side { SIDE_BUYER, SIDE_OPERATOR };

struct case_move {
    const char *name; /* for forms and records: "send_instructions" */
    enum case_kind kind;
    enum case_state from;
    enum case_side side;
    enum case_state to;
    const char *label; /* of the button: "Send instructions" */
    const char *done;  /* what is said of it afterwards: "Instructions were sent" */
};

/* The move that this side may make now under that name, or NULL. */
const struct case_move *case_move_find(enum case_kind kind, enum case_state state,
                                       enum case_side side, const char *name);
/* All moves there are, for listing. */
const struct case_move *case_moves(size_t *count);

bool case_is_over(enum case_state state);
/* Who has to do something next. Not of one that is over. */
enum case_side case_waits_for(enum case_state state);
/* What this side is to do next, or wait for, in a sentence. */
const char *case_next_step(enum case_state state, enum case_side side);

const char *case_kind_name(enum case_kind kind);    /* "ariba" */
const char *case_kind_label(enum case_kind kind);   /* "Set-up of SAP Ariba" */
const char *case_state_name(enum case_state state); /* "instructions_sent" */
const char *case_state_label(enum case_state state);
bool case_kind_parse(const char *name, enum case_kind *out);
bool case_state_parse(const char *name, enum case_state *out);

#endif
