#include "app/support_case.h"

#include <string.h>

#include "app/audit.h"
#include "app/procurement_change.h"
#include "app/who.h"
#include "base/arena.h"
#include "base/text.h"

static enum case_side side_of(const struct ctx *ctx)
{
    return who_is_buyer(ctx->who) ? SIDE_BUYER : SIDE_OPERATOR;
}

static enum status say(struct db_tx *tx, struct ctx *ctx, const struct case_row *row,
                       const char *move, const char *text)
{
    return case_store_say(tx, &(struct case_message){
                                  .organization_id = row->organization_id,
                                  .case_id = row->id,
                                  .id = ctx_new_id(ctx),
                                  .at_us = ctx_now_us(ctx),
                                  .side = side_of(ctx),
                                  .author = ctx->who->name,
                                  .move = move,
                                  .text = text,
                              });
}

enum status case_open(struct db_tx *tx, const struct connection_change *c, enum case_kind kind,
                      const char *text, const char **out_id)
{
    int64_t now_us = ctx_now_us(c->ctx);
    const struct case_row row = {
        .organization_id = c->key.organization_id,
        .id = ctx_new_id(c->ctx),
        .connection_id = c->key.id,
        .kind = kind,
        .state = CASE_REQUESTED,
        .opened_us = now_us,
        .changed_us = now_us,
    };
    enum status st = case_store_insert(tx, &row);
    *out_id = row.id;
    return st == OK ? say(tx, c->ctx, &row, "", text) : st;
}

struct listing {
    struct connection_change change;
    struct case_rows *out;
};

static enum status read_list(struct db_tx *tx, void *state)
{
    struct listing *listing = state;
    return case_store_list(tx, listing->change.ctx->arena, listing->change.key.organization_id,
                           NULL, listing->out);
}

enum status case_list(struct ctx *ctx, struct case_rows *out)
{
    struct listing listing = {.out = out};
    *out = (struct case_rows){0};
    enum status st =
        connection_change_open(ctx, (struct connection_key){0}, false, &listing.change);
    return st == OK ? db_read(ctx->app->db, read_list, &listing, &ctx->fault) : st;
}

struct work {
    struct connection_change change;
    const char *id;
    struct case_view *view;
    const char *move_name;
    const char *text;
};

/* The case, where the asker may know of it. */
static enum status find_case(struct db_tx *tx, struct work *work, struct case_row *out)
{
    const struct connection_change *c = &work->change;
    enum status st = case_store_find(tx, c->ctx->arena, work->id, out);
    bool foreign = st == OK && who_is_buyer(c->ctx->who) &&
                   !text_equal(out->organization_id, c->key.organization_id);
    return st == NOT_FOUND || foreign ? fault_set(db_fault(tx), NOT_FOUND, "There is no such case.")
                                      : st;
}

static enum status read_view(struct db_tx *tx, void *state)
{
    struct work *work = state;
    struct arena *arena = work->change.ctx->arena;
    struct case_view *view = work->view;
    struct connection_row connection;
    enum status st = find_case(tx, work, &view->row);
    if (st == OK)
        st = case_store_messages(tx, arena, &view->row, &view->messages);
    if (st == OK)
        st = connection_store_find(tx, arena, view->row.organization_id, view->row.connection_id,
                                   &connection);
    if (st == OK)
        view->connection = connection.connection;
    return st;
}

enum status case_find(struct ctx *ctx, const char *id, struct case_view *out)
{
    struct work work = {.id = id, .view = out};
    *out = (struct case_view){0};
    enum status st = connection_change_open(ctx, (struct connection_key){0}, false, &work.change);
    return st == OK ? db_read(ctx->app->db, read_view, &work, &ctx->fault) : st;
}

/* Ready to write: the case is known, and so is its organization. */
static enum status open_work(struct ctx *ctx, const char *id, struct work *work)
{
    struct case_view view;
    enum status st = case_find(ctx, id, &view);
    const struct connection_key key = {view.row.organization_id, view.row.connection_id};
    work->id = id;
    return st == OK ? connection_change_open(ctx, key, true, &work->change) : st;
}

static enum status check_text(struct ctx *ctx, const char *text)
{
    return strlen(text) <= CASE_TEXT_LIMIT
               ? OK
               : fault_set(&ctx->fault, BAD_INPUT, "A message has at most %d characters.",
                           CASE_TEXT_LIMIT);
}

static enum status add_message(struct db_tx *tx, void *state)
{
    struct work *work = ((struct connection_change *)state)->more;
    struct case_row row;
    enum status st = find_case(tx, work, &row);
    if (st == OK)
        st = say(tx, work->change.ctx, &row, "", work->text);
    return st == OK ? connection_change_record(tx, &work->change) : st;
}

enum status case_say(struct ctx *ctx, const char *id, const char *text)
{
    struct work work = {.text = text_trim(ctx->arena, text)};
    enum status st = open_work(ctx, id, &work);
    if (st == OK)
        st = check_text(ctx, work.text);
    if (st != OK)
        return st;
    if (text_empty(work.text))
        return fault_set(&ctx->fault, BAD_INPUT, "Write something first.");
    work.change.more = &work;
    work.change.detail = audit_detail(ctx->arena, "case", id, "change", "message", (char *)NULL);
    return connection_change_write(&work.change, add_message);
}

/* What a move does besides being told. */
static enum status take_effect(struct db_tx *tx, struct connection_change *c, const char *case_id,
                               enum case_state to)
{
    const struct connection_key *key = &c->key;
    enum status st = connection_change_read(tx, c);
    if (st != OK)
        return st;
    switch (to) {
    case CASE_INSTRUCTIONS_SENT:
        st = connection_check_overlap(tx, c->ctx, &c->row.connection);
        return st == OK ? connection_store_set_status(tx, key->organization_id, key->id,
                                                      CONNECTION_ENABLED, 0)
                        : st;
    case CASE_PRODUCTION:
        return connection_store_set_mode(tx, key->organization_id, key->id, MODE_PRODUCTION);
    case CASE_REMOVED:
        return connection_destroy(tx, c, case_id);
    default:
        return OK;
    }
}

static enum status make_move(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    struct work *work = c->more;
    struct case_row row;
    enum status st = find_case(tx, work, &row);
    if (st != OK)
        return st;
    const struct case_move *move =
        case_move_find(row.kind, row.state, side_of(c->ctx), work->move_name);
    if (move == NULL)
        return fault_set(db_fault(tx), CONFLICT,
                         "The case is %s now: look at it again before you go on.",
                         case_state_label(row.state));
    if (move->to == CASE_INSTRUCTIONS_SENT && text_empty(work->text))
        return fault_set(db_fault(tx), BAD_INPUT, "Write the instructions first.");
    st = take_effect(tx, c, row.id, move->to);
    if (st == OK)
        st = case_store_move(tx, &row, move->to, ctx_now_us(c->ctx));
    if (st == OK)
        st = say(tx, c->ctx, &row, move->name, work->text);
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status case_make_move(struct ctx *ctx, const char *id, const char *move, const char *text)
{
    struct work work = {.text = text_trim(ctx->arena, text), .move_name = move};
    enum status st = open_work(ctx, id, &work);
    if (st == OK)
        st = check_text(ctx, work.text);
    if (st != OK)
        return st;
    work.change.more = &work;
    work.change.detail = audit_detail(ctx->arena, "case", id, "change",
                                      text_cut(ctx->arena, move, 40), (char *)NULL);
    return connection_change_write(&work.change, make_move);
}

static enum status ask_removal(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    struct work *work = c->more;
    struct case_rows cases;
    enum status st = connection_change_read(tx, c);
    if (st == OK)
        st = case_store_list(tx, c->ctx->arena, c->key.organization_id, c->key.id, &cases);
    for (size_t i = 0; st == OK && i < cases.count; i++) {
        if (cases.items[i].kind == CASE_REMOVAL && !case_is_over(cases.items[i].state))
            return fault_set(db_fault(tx), CONFLICT, "Its removal was asked for already.");
    }
    if (st == OK)
        st = case_open(tx, c, CASE_REMOVAL, work->text, &work->id);
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status case_ask_removal(struct ctx *ctx, struct connection_key key, const char *text,
                             const char **out_id)
{
    struct work work = {.text = text_trim(ctx->arena, text)};
    enum status st = connection_change_open(ctx, key, true, &work.change);
    if (st == OK)
        st = check_text(ctx, work.text);
    if (st != OK)
        return st;
    work.change.more = &work;
    work.change.detail = audit_detail(ctx->arena, "change", "removal asked for", (char *)NULL);
    st = connection_change_write(&work.change, ask_removal);
    *out_id = work.id;
    return st;
}

const char *case_instructions(struct ctx *ctx, const struct connection *connection)
{
    return arena_printf(
        ctx->arena,
        "Please set up your SAP Ariba test account like this:\n\n"
        "1. Supplier: start a relationship with ANID %s in SAP Business Network, and accept it on "
        "your side.\n"
        "2. Catalogue: create a punchout catalogue of level 1 for this supplier. The punchout "
        "address comes from our network account; it is %s/v1/punchout/setup.\n"
        "3. Classification: our items carry UNSPSC 43232701; map it to one of your categories.\n"
        "4. Buyer id: your system sends NetworkID %s in From. Please check that it does.\n"
        "5. Purchase orders: route them to us through the network as cXML.\n\n"
        "Then open the catalogue, put something into your cart, have the requisition approved, and "
        "let the order go out. The connection is in test mode: nothing is bought. The connection's "
        "page shows what has arrived. When all of it works, ask to go live in this case.\n",
        connection->supplier.identity, ctx->app->public_url, connection->buyer.identity);
}
