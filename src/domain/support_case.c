#include "domain/support_case.h"

#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct case_move moves[] = {
    {"send_instructions", CASE_ARIBA, CASE_REQUESTED, SIDE_OPERATOR, CASE_INSTRUCTIONS_SENT,
     "Send instructions", "Instructions were sent"},
    {"start_testing", CASE_ARIBA, CASE_INSTRUCTIONS_SENT, SIDE_BUYER, CASE_TESTING,
     "We have set it up and are testing", "Testing has begun"},
    {"request_go_live", CASE_ARIBA, CASE_TESTING, SIDE_BUYER, CASE_GO_LIVE_REQUESTED,
     "Ask to go live", "Going live was asked for"},
    {"go_live", CASE_ARIBA, CASE_GO_LIVE_REQUESTED, SIDE_OPERATOR, CASE_PRODUCTION,
     "Go live: end test mode", "Test mode was ended: orders buy"},
    {"back_to_testing", CASE_ARIBA, CASE_GO_LIVE_REQUESTED, SIDE_OPERATOR, CASE_TESTING,
     "Send back to testing", "It was sent back to testing"},
    {"remove", CASE_REMOVAL, CASE_REQUESTED, SIDE_OPERATOR, CASE_REMOVED, "Remove the connection",
     "The connection was removed"},
    {"withdraw", CASE_REMOVAL, CASE_REQUESTED, SIDE_BUYER, CASE_WITHDRAWN, "Withdraw",
     "It was withdrawn"},
};

static const struct {
    const char *name, *label;
} kinds[] = {[CASE_ARIBA] = {"ariba", "Set-up of SAP Ariba"},
             [CASE_REMOVAL] = {"removal", "Removal of a connection"}};

static const struct {
    const char *name, *label;
    enum case_side waits_for;
    const char *for_buyer, *for_operator; /* what each is to do */
} states[] = {
    [CASE_REQUESTED] = {"requested", "Requested", SIDE_OPERATOR,
                        "The marketplace's operator has your request and answers here.",
                        "Read the request, and do your part."},
    [CASE_INSTRUCTIONS_SENT] =
        {"instructions_sent", "Instructions sent", SIDE_BUYER,
         "Follow the instructions in your SAP Ariba test account, then say that you are testing.",
         "The buyer is setting up its SAP Ariba."},
    [CASE_TESTING] = {"testing", "Testing", SIDE_BUYER,
                      "Test the whole way, from punchout to order. Then ask to go live.",
                      "The buyer is testing."},
    [CASE_GO_LIVE_REQUESTED] = {"go_live_requested", "Go-live requested", SIDE_OPERATOR,
                                "The operator sets up the production account and ends test mode.",
                                "Set up the production account, then end test mode."},
    [CASE_PRODUCTION] = {"production", "In production", SIDE_BUYER, "Nothing more is to be done.",
                         "Nothing more is to be done."},
    [CASE_REMOVED] = {"removed", "Removed", SIDE_BUYER, "Nothing more is to be done.",
                      "Nothing more is to be done."},
    [CASE_WITHDRAWN] = {"withdrawn", "Withdrawn", SIDE_BUYER, "Nothing more is to be done.",
                        "Nothing more is to be done."},
};

const struct case_move *case_move_find(enum case_kind kind, enum case_state state,
                                       enum case_side side, const char *name)
{
    for (size_t i = 0; i < COUNT(moves); i++) {
        const struct case_move *move = &moves[i];
        if (move->kind == kind && move->from == state && move->side == side &&
            text_equal(move->name, name))
            return move;
    }
    return NULL;
}

const struct case_move *case_moves(size_t *count)
{
    *count = COUNT(moves);
    return moves;
}

bool case_is_over(enum case_state state)
{
    return state == CASE_PRODUCTION || state == CASE_REMOVED || state == CASE_WITHDRAWN;
}

enum case_side case_waits_for(enum case_state state)
{
    return states[state].waits_for;
}

const char *case_next_step(enum case_state state, enum case_side side)
{
    return side == SIDE_BUYER ? states[state].for_buyer : states[state].for_operator;
}

const char *case_kind_name(enum case_kind kind)
{
    return kinds[kind].name;
}

const char *case_kind_label(enum case_kind kind)
{
    return kinds[kind].label;
}

const char *case_state_name(enum case_state state)
{
    return states[state].name;
}

const char *case_state_label(enum case_state state)
{
    return states[state].label;
}

bool case_kind_parse(const char *name, enum case_kind *out)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (text_equal(kinds[i].name, name)) {
            *out = (enum case_kind)i;
            return true;
        }
    }
    return false;
}

bool case_state_parse(const char *name, enum case_state *out)
{
    for (size_t i = 0; i < COUNT(states); i++) {
        if (text_equal(states[i].name, name)) {
            *out = (enum case_state)i;
            return true;
        }
    }
    return false;
}
