#include "app/order_fulfil.h"

#include "app/agreement.h"
#include "app/annual.h"
#include "app/blanket.h"
#include "app/ending.h"
#include "app/member_account.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/order_change.h"
#include "store/request.h"

/* Lines whose candidates are asked for ahead: each keeps a statement meanwhile. */
enum { ASK_AHEAD = 16 };

struct fulfilment {
    struct db_tx *tx;
    struct ctx *ctx;
    const struct connection *connection;
    struct order *order;
    const struct request_line **wanted; /* what each line was matched to */
    struct db_statement *asked[ASK_AHEAD];
    bool as_is;
    struct request_asked first; /* the first line's request, where the line says its id */
};

static struct db_statement *ask_candidates(const struct fulfilment *f, size_t index)
{
    const struct order_line *line = &f->order->lines[index];
    return request_store_ask_candidates(f->tx, f->connection->organization_id, f->connection->id,
                                        line->auxiliary_id, line->part_id);
}

/* Whether a line before `line` asks for the request line. */
static bool wanted_before(const struct fulfilment *f, size_t line, const char *request_line_id)
{
    for (size_t i = 0; i < line; i++) {
        if (f->wanted[i] != NULL && text_equal(f->wanted[i]->id, request_line_id))
            return true;
    }
    return false;
}

/* Of what is found by part id alone, another line's is not to be had any more. */
static void leave_wanted_out(const struct fulfilment *f, size_t line,
                             struct request_lines *candidates)
{
    size_t kept = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        if (!wanted_before(f, line, candidates->items[i].id))
            candidates->items[kept++] = candidates->items[i];
    }
    candidates->count = kept;
}

static enum status match_line(struct fulfilment *f, size_t index, size_t *problems)
{
    struct order_line *line = &f->order->lines[index];
    struct arena *arena = f->ctx->arena;
    int64_t tolerance_ppm = f->connection->price_tolerance_ppm;
    struct request_lines candidates;
    enum status st = request_store_candidates(
        index < ASK_AHEAD ? f->asked[index] : ask_candidates(f, index), arena, &candidates);
    if (st != OK)
        return st;
    if (text_empty(line->auxiliary_id))
        leave_wanted_out(f, index, &candidates);
    const struct request_line *wanted =
        order_match_line(line, candidates.items, candidates.count, tolerance_ppm);
    f->wanted[index] = wanted;
    const char *problem =
        f->as_is ? order_line_obstacle(arena, line, wanted, f->order->test, ctx_now_us(f->ctx))
                 : order_line_problem(arena, line, wanted, tolerance_ppm, f->order->test,
                                      ctx_now_us(f->ctx));
    if (problem == NULL && wanted_before(f, index, wanted->id))
        problem = "another line of this order asks for the same";
    line->request_line_id = wanted == NULL ? NULL : wanted->id;
    if (problem != NULL) {
        (*problems)++;
        line->outcome = problem;
        if (f->order->reason == NULL)
            f->order->reason = arena_printf(arena, "line %d: %s", line->number, problem);
    }
    return OK;
}

/* How many lines of this order belong to the item. */
static size_t lines_of_item(const struct fulfilment *f, const char *request_id, int item)
{
    size_t count = 0;
    for (size_t i = 0; i < f->order->line_count; i++)
        count += f->wanted[i]->item == item && text_equal(f->wanted[i]->request_id, request_id);
    return count;
}

/* An item whose contract and usage stand on two lines is bought whole or not at all. */
static const char *incomplete_item(const struct fulfilment *f, const struct request *request)
{
    for (size_t i = 0; i < request->item_count; i++) {
        const struct request_item *item = &request->items[i];
        size_t needed = 0;
        for (size_t j = 0; j < request->line_count; j++)
            needed += request->lines[j].item == item->number;
        size_t ordered = lines_of_item(f, request->id, item->number);
        if (ordered > 0 && ordered < needed)
            return arena_printf(f->ctx->arena,
                                "'%s' was requested on %zu lines, the order has %zu of them",
                                item->title, needed, ordered);
    }
    return NULL;
}

static const struct order_line *first_line(const struct fulfilment *f, const char *request_id,
                                           int item)
{
    for (size_t i = 0; i < f->order->line_count; i++) {
        if (f->wanted[i]->item == item && text_equal(f->wanted[i]->request_id, request_id))
            return &f->order->lines[i];
    }
    return NULL;
}

static void set_outcome(struct fulfilment *f, const char *request_id, int item, const char *outcome)
{
    for (size_t i = 0; i < f->order->line_count; i++) {
        if (f->wanted[i]->item == item && text_equal(f->wanted[i]->request_id, request_id))
            f->order->lines[i].outcome = outcome;
    }
}

static const char *would_have(struct arena *arena, const struct agreement *agreement,
                              const char *replaces)
{
    struct buf text;
    buf_init(&text, arena, 4096);
    buf_printf(&text, "Test: would have made an agreement for %s with %s worth %s",
               agreement->title, agreement->seller, money_text(arena, agreement->value));
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        if (charge->kind == CHARGE_USAGE)
            buf_text(&text, "; invoices for usage monthly");
        else if (!money_is_zero(charge->amount))
            buf_printf(&text, "; an invoice of %s on %s", money_text(arena, charge->amount),
                       time_date(arena, charge->due_us));
    }
    if (replaces != NULL)
        buf_printf(&text, "; agreement %s would have ended", replaces);
    return arena_text(arena, buf_string(&text));
}

/* What the order makes of one item of a request. */
struct plan {
    const struct request *request;
    const struct request_item *item;
    struct agreement agreement;
    const char *replaces; /* the agreement that ends by it, or NULL */
};

/* Whether the request has a later line of the same item. */
static bool is_last_line(const struct request *request, const struct request_line *line)
{
    for (size_t i = 0; i < request->line_count; i++) {
        if (request->lines[i].item == line->item && request->lines[i].number > line->number)
            return false;
    }
    return true;
}

/* What the order says an item costs, in place of what was requested. NULL, or why it can't be. */
static const char *take_amounts(struct fulfilment *f, struct plan *plan)
{
    for (size_t i = 0; i < f->order->line_count; i++) {
        const struct order_line *line = &f->order->lines[i];
        const struct request_line *wanted = f->wanted[i];
        struct money is;
        if (wanted->item != plan->item->number ||
            !text_equal(wanted->request_id, plan->request->id) || !line->has_price ||
            line->has_limit)
            continue;
        if (!money_times(line->unit_price, line->quantity_micros, &is))
            return arena_printf(f->ctx->arena, "line %d: the amount is too large", line->number);
        is = money_share(is, QUANTITY_ONE);
        bool usage = is_last_line(plan->request, wanted) && agreement_has_usage(&plan->agreement);
        const char *problem =
            money_equal(is, wanted->line.amount)
                ? NULL
                : agreement_change(f->ctx->arena, &plan->agreement, usage, wanted->line.amount, is);
        if (problem != NULL)
            return arena_printf(f->ctx->arena, "line %d: %s", line->number, problem);
    }
    return NULL;
}

/* Works out the agreement for an item that is ordered. NULL, or why there can be none. */
static const char *plan_item(struct fulfilment *f, struct plan *plan)
{
    struct arena *arena = f->ctx->arena;
    const struct request_item *item = plan->item;
    const struct order_line *line = first_line(f, plan->request->id, item->number);
    const struct product *product = catalogue_product(f->ctx->app->catalogue, item->product_id);
    const struct offer *offer = product == NULL ? NULL : product_offer(product, item->offer_id);
    if (offer == NULL)
        return arena_printf(arena, "'%s' is not offered any more", item->title);
    int64_t now_us = ctx_now_us(f->ctx);
    int64_t start_us = f->order->effective_us > now_us ? f->order->effective_us : now_us;
    if (agreement_make(f->ctx, f->connection, product, offer, item, plan->request, start_us,
                       &plan->agreement) != OK)
        return arena_printf(arena, "'%s' can't be priced any more: %s", item->title,
                            f->ctx->fault.message);
    /* ORD-6: of two parts the contract takes the place of what was there. */
    plan->replaces = item->selection.split == LINES_USAGE ? NULL : offer->replaces;
    plan->agreement.purchase_order_id = f->order->id;
    plan->agreement.order_id = f->order->order_id;
    plan->agreement.order_line =
        line->line_number != NULL ? line->line_number : arena_printf(arena, "%d", line->number);
    return f->as_is ? take_amounts(f, plan) : NULL;
}

static enum status carry_out(struct fulfilment *f, const struct plan *plan)
{
    const struct request *request = plan->request;
    struct arena *arena = f->ctx->arena;
    if (f->order->test) {
        set_outcome(f, request->id, plan->item->number,
                    would_have(arena, &plan->agreement, plan->replaces));
        return OK;
    }
    set_outcome(f, request->id, plan->item->number,
                arena_printf(arena, "Agreement %s made", plan->agreement.id));
    enum status st = agreement_store_insert(f->tx, &plan->agreement);
    if (st == OK && plan->replaces != NULL)
        st = ending_replace(f->tx, f->ctx, plan->replaces, &plan->agreement);
    return st != OK ? st
                    : request_store_set_agreement(f->tx, request->organization_id, request->id,
                                                  plan->item->number, plan->agreement.id);
}

/* Whether, with this order, every line of the request is ordered. */
static bool request_complete(const struct fulfilment *f, const struct request *request)
{
    for (size_t i = 0; i < request->line_count; i++) {
        const struct request_line *line = &request->lines[i];
        bool now = false;
        for (size_t j = 0; j < f->order->line_count && !now; j++)
            now = text_equal(f->wanted[j]->id, line->id);
        if (!now && line->purchase_order_id == NULL)
            return false;
    }
    return true;
}

static enum status close_request(struct fulfilment *f, const struct request *request)
{
    if (!request_complete(f, request))
        return OK;
    enum request_state to = f->order->test ? REQUEST_ORDERED : REQUEST_FULFILLED;
    return request_store_move(f->tx, request, request->state, to, ctx_new_id(f->ctx),
                              ctx_now_us(f->ctx),
                              arena_printf(f->ctx->arena, "by purchase order %s%s",
                                           f->order->order_id, f->order->test ? " (test)" : ""));
}

static enum status load_request(const struct fulfilment *f, size_t line, struct request *out)
{
    if (line == 0 && f->first.row != NULL)
        return request_store_asked(&f->first, f->ctx->arena, out);
    return request_store_find(f->tx, f->ctx->arena, f->connection->organization_id,
                              f->wanted[line]->request_id, out);
}

/* Loads each request that the lines belong to once. */
static enum status load_requests(struct fulfilment *f, struct request **out, size_t *out_count)
{
    *out = arena_array(f->ctx->arena, f->order->line_count, sizeof **out);
    *out_count = 0;
    for (size_t i = 0; i < f->order->line_count; i++) {
        const char *id = f->wanted[i]->request_id;
        bool known = false;
        for (size_t j = 0; j < *out_count && !known; j++)
            known = text_equal((*out)[j].id, id);
        if (known)
            continue;
        enum status st = load_request(f, i, &(*out)[(*out_count)++]);
        if (st != OK)
            return st;
    }
    return OK;
}

/* What keeps the accounts that the requests are for from buying, in words, or NULL. */
static enum status find_obstacle(const struct fulfilment *f, const struct request *requests,
                                 size_t count, const char **out)
{
    enum status st = OK;
    *out = NULL;
    for (size_t i = 0; st == OK && *out == NULL && i < count; i++)
        st = member_account_obstacle(f->tx, f->ctx->arena, f->connection, requests[i].account_id,
                                     out);
    return st;
}

/* Plans every item that is ordered, before anything is written. */
static const char *make_plans(struct fulfilment *f, const struct request *requests, size_t count,
                              struct plan **out, size_t *out_count)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++)
        most += requests[i].item_count;
    *out = arena_array(f->ctx->arena, most, sizeof **out);
    *out_count = 0;
    for (size_t i = 0; i < count; i++) {
        const char *problem = incomplete_item(f, &requests[i]);
        for (size_t j = 0; problem == NULL && j < requests[i].item_count; j++) {
            const struct request_item *item = &requests[i].items[j];
            if (lines_of_item(f, requests[i].id, item->number) == 0)
                continue;
            struct plan *plan = &(*out)[(*out_count)++];
            *plan = (struct plan){.request = &requests[i], .item = item};
            problem = plan_item(f, plan);
        }
        if (problem != NULL)
            return problem;
    }
    return NULL;
}

/* What is to be replaced must still be there, and can be only once. `*problem`: NULL, or why not.
 */
static enum status check_replaced(struct fulfilment *f, const struct plan *plans, size_t count,
                                  const char **problem)
{
    enum status st = OK;
    for (size_t i = 0; st == OK && *problem == NULL && i < count; i++) {
        if (plans[i].replaces == NULL)
            continue;
        st = ending_replace_problem(f->tx, f->ctx, plans[i].replaces, &plans[i].agreement, problem);
        for (size_t j = 0; j < i; j++) {
            if (text_equal(text_or_empty(plans[j].replaces), plans[i].replaces))
                *problem = arena_printf(f->ctx->arena, "two of its lines replace agreement %s",
                                        plans[i].replaces);
        }
    }
    return st;
}

/* ORD-6: whether the order makes the pay-as-you-go agreement that a contract rests on. */
static bool makes_usage(const struct plan *plans, size_t count, const char *offer_id)
{
    for (size_t i = 0; i < count; i++) {
        const struct request_item *item = plans[i].item;
        if (item->selection.split == LINES_USAGE && text_equal(item->offer_id, offer_id))
            return true;
    }
    return false;
}

/* `*problem`: the first contract without its pay-as-you-go agreement, in words. */
static enum status check_contracts(struct fulfilment *f, const struct plan *plans, size_t count,
                                   const char **problem)
{
    enum status st = OK;
    for (size_t i = 0; st == OK && *problem == NULL && i < count; i++) {
        const struct request_item *item = plans[i].item;
        const struct agreement *contract = &plans[i].agreement;
        struct offered offered = {contract->organization_id, contract->account_id,
                                  contract->product_id, contract->offer_id};
        bool there = true;
        if (item->selection.split == LINES_CONTRACT && !makes_usage(plans, count, item->offer_id))
            st = annual_has_usage(f->tx, f->ctx, &offered, f->connection->id, f->order->test,
                                  &there);
        if (!there)
            *problem = arena_printf(f->ctx->arena,
                                    "'%s' rests on the pay-as-you-go agreement of the same "
                                    "product, which is not there: order that first, or both in "
                                    "one order",
                                    item->title);
    }
    return st;
}

/* CON-6: a test leaves what was requested in earnest for the order that is meant so too. */
static bool uses_up(const struct fulfilment *f, bool request_test)
{
    return !f->order->test || request_test;
}

static enum status fulfil_all(struct fulfilment *f)
{
    struct request *requests;
    size_t request_count;
    struct plan *plans;
    size_t plan_count;
    struct order *order = f->order;
    const char *problem;
    enum status st = load_requests(f, &requests, &request_count);
    if (st == OK)
        st = find_obstacle(f, requests, request_count, &problem);
    if (st != OK)
        return st;
    if (problem == NULL)
        problem = make_plans(f, requests, request_count, &plans, &plan_count);
    if (problem == NULL)
        st = check_replaced(f, plans, plan_count, &problem);
    if (st == OK && problem == NULL)
        st = check_contracts(f, plans, plan_count, &problem);
    if (st != OK)
        return st;
    if (problem != NULL) {
        order->state = ORDER_NEEDS_ATTENTION;
        order->reason = problem;
        return OK;
    }
    order->state = order->test ? ORDER_TEST : ORDER_FULFILLED;
    for (size_t i = 0; st == OK && i < order->line_count; i++) {
        if (uses_up(f, f->wanted[i]->request_test))
            st = request_store_order_line(f->tx, f->connection->organization_id, f->wanted[i]->id,
                                          order->id);
    }
    for (size_t i = 0; st == OK && i < plan_count; i++)
        st = carry_out(f, &plans[i]);
    for (size_t i = 0; st == OK && i < request_count; i++) {
        if (uses_up(f, requests[i].test))
            st = close_request(f, &requests[i]);
    }
    return st;
}

struct fulfilment *order_fulfil_ask(struct db_tx *tx, struct ctx *ctx,
                                    const struct connection *connection, struct order *order)
{
    struct fulfilment *f = arena_make(ctx->arena, struct fulfilment);
    *f = (struct fulfilment){.tx = tx, .ctx = ctx, .connection = connection, .order = order};
    f->wanted = arena_array(ctx->arena, order->line_count, sizeof(const struct request_line *));
    for (size_t i = 0; i < order->line_count && i < ASK_AHEAD; i++)
        f->asked[i] = ask_candidates(f, i);
    if (order->line_count > 0 && !text_empty(order->lines[0].auxiliary_id))
        f->first = request_store_ask_by_line(tx, connection->organization_id,
                                             order->lines[0].auxiliary_id);
    return f;
}

/* An order that takes more than its blanket order has left waits, and its lines are not looked at.
 */
static enum status check_release(struct fulfilment *f, bool *out_waits)
{
    struct order *order = f->order;
    const char *problem;
    enum status st = blanket_draw(f->tx, f->ctx, order, NULL, &problem);
    *out_waits = problem != NULL && !f->as_is;
    if (st != OK || !*out_waits)
        return st;
    order->state = ORDER_NEEDS_ATTENTION;
    order->reason = problem;
    for (size_t i = 0; i < order->line_count; i++)
        order->lines[i].outcome = "waits: its blanket order does not cover the order";
    return OK;
}

enum status order_fulfil(struct fulfilment *f)
{
    struct order *order = f->order;
    size_t problems = 0;
    bool waits;
    enum status draws = check_release(f, &waits);
    if (draws != OK || waits)
        return draws;
    for (size_t i = 0; i < order->line_count; i++) {
        enum status st = match_line(f, i, &problems);
        if (st != OK)
            return st;
    }
    if (problems == 0)
        return fulfil_all(f);
    for (size_t i = 0; i < order->line_count; i++) {
        if (order->lines[i].outcome == NULL)
            order->lines[i].outcome = "agrees with its request; waits for the other lines";
    }
    order->state = ORDER_NEEDS_ATTENTION;
    if (problems > 1)
        order->reason =
            arena_printf(f->ctx->arena, "%s (and %zu more)", order->reason, problems - 1);
    return OK;
}

enum status order_fulfil_as_is(struct fulfilment *f)
{
    f->as_is = true;
    return order_fulfil(f);
}
