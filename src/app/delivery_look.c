/* The outbox as operators see it: what is in it, and what is sent again. */
#include <string.h>

#include "app/access.h"
#include "app/audit.h"
#include "app/delivery.h"
#include "base/text.h"

struct looking {
    struct ctx *ctx;
    const struct delivery_filter *filter;
    const char *id;
    struct delivery_list *list;
    struct delivery *one;
    struct delivery_attempts *attempts;
    const char *body;
};

static enum status look_at_all(struct db_tx *tx, void *state)
{
    struct looking *looking = state;
    return delivery_store_list(tx, looking->ctx->arena, looking->filter, looking->list);
}

static enum status look_at_one(struct db_tx *tx, void *state)
{
    struct looking *looking = state;
    struct arena *arena = looking->ctx->arena;
    enum status st = delivery_store_find(tx, arena, looking->id, looking->one);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "There is no delivery '%s'.", looking->id);
    return st == OK ? delivery_store_attempts(tx, arena, looking->one, looking->attempts) : st;
}

enum status delivery_list(struct ctx *ctx, const struct delivery_filter *filter,
                          struct delivery_list *out)
{
    struct looking looking = {.ctx = ctx, .filter = filter, .list = out};
    enum status st = access_operator(ctx, "operator:ListDeliveries", "*");
    return st == OK ? db_read(ctx->app->db, look_at_all, &looking, &ctx->fault) : st;
}

enum status delivery_find(struct ctx *ctx, const char *id, struct delivery *out,
                          struct delivery_attempts *out_attempts)
{
    struct looking looking = {.ctx = ctx, .id = id, .one = out, .attempts = out_attempts};
    enum status st = access_operator(ctx, "operator:GetDelivery", id);
    return st == OK ? db_read(ctx->app->db, look_at_one, &looking, &ctx->fault) : st;
}

static enum status resend(struct db_tx *tx, void *state)
{
    struct looking *looking = state;
    struct ctx *ctx = looking->ctx;
    enum status st = look_at_one(tx, state);
    if (st != OK)
        return st;
    if (looking->body != NULL)
        looking->one->body = looking->body;
    st = delivery_store_resend(tx, looking->one, ctx_now_us(ctx));
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), CONFLICT, "It has arrived: it is not sent again.");
    return st == OK ? audit_add(tx, ctx,
                                &(struct audit_entry){
                                    .organization_id = looking->one->organization_id,
                                    .account_id = "",
                                    .action = "operator:ResendDelivery",
                                    .resource = looking->id,
                                    .detail = audit_detail(ctx->arena, "edited",
                                                           looking->body == NULL ? "no" : "yes",
                                                           (char *)NULL),
                                })
                    : st;
}

static const char *body_problem(struct ctx *ctx, const struct delivery *delivery, const char *body)
{
    if (strlen(body) > DELIVERY_BODY_LIMIT)
        return "It is too long.";
    if (delivery->kind == DELIVERY_WEBHOOK)
        return *body == '{' ? NULL : "A webhook is told JSON, which begins with {.";
    if (delivery->kind != DELIVERY_MAIL)
        return ctx->app->notices->problem(ctx->arena, body);
    return text_starts(body, "Subject: ") && strchr(body, '\n') != NULL
               ? NULL
               : "The first line of a mail is 'Subject: ' and what it is about.";
}

enum status delivery_resend(struct ctx *ctx, const char *id, const char *body)
{
    struct delivery delivery;
    struct delivery_attempts attempts;
    struct looking looking = {
        .ctx = ctx, .id = id, .one = &delivery, .attempts = &attempts, .body = body};
    enum status st = access_operator(ctx, "operator:ResendDelivery", id);
    if (st == OK)
        st = db_read(ctx->app->db, look_at_one, &looking, &ctx->fault);
    if (st != OK)
        return st;
    const char *problem = body == NULL ? NULL : body_problem(ctx, &delivery, body);
    if (problem != NULL)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
    return db_write_for(ctx->app->db, delivery.organization_id, resend, &looking, &ctx->fault);
}
