#include "app/service_role.h"

#include "app/access.h"
#include "app/iam.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/service_role.h"

/* As AWS names and describes them. */
static const struct {
    const char *name;
    const char *service;
    const char *description;
} roles[] = {
    {SERVICE_ROLE_PURCHASE_ORDERS, "purchase-orders.marketplace.amazonaws.com",
     "Lets the marketplace put purchase order numbers on the account's invoices"},
};

enum { ROLES = sizeof roles / sizeof *roles };

struct job {
    struct iam iam;
    size_t role;
    struct service_role_rows rows;
};

static enum status read_rows(struct db_tx *tx, void *state)
{
    struct job *job = state;
    return service_role_store_list(tx, job->iam.ctx->arena, job->iam.account_id, &job->rows);
}

static const char *path_of(struct arena *arena, size_t role)
{
    return arena_printf(arena, "role/aws-service-role/%s/%s", roles[role].service,
                        roles[role].name);
}

enum status service_role_list(struct ctx *ctx, const char *account_id, struct service_role **out,
                              size_t *out_count)
{
    struct job job = {0};
    enum status st = iam_open(ctx, account_id, "iam:ListRoles", NULL, &job.iam);
    if (st == OK)
        st = iam_read(&job.iam, read_rows, &job);
    if (st != OK)
        return st;
    *out = arena_array(ctx->arena, ROLES, sizeof **out);
    *out_count = ROLES;
    for (size_t i = 0; i < ROLES; i++) {
        (*out)[i] = (struct service_role){
            .name = roles[i].name,
            .service = roles[i].service,
            .arn = access_arn(ctx, job.iam.account_id, path_of(ctx->arena, i)),
            .description = roles[i].description,
            .trust = arena_printf(ctx->arena,
                                  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
                                  "\"Allow\",\"Principal\":{\"Service\":\"%s\"},\"Action\":"
                                  "\"sts:AssumeRole\"}]}",
                                  roles[i].service),
        };
        for (size_t j = 0; j < job.rows.count; j++) {
            if (text_equal(job.rows.items[j].name, roles[i].name))
                (*out)[i].created_us = job.rows.items[j].created_us;
        }
    }
    return OK;
}

static enum status create(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = service_role_store_insert(tx, job->iam.account_id, roles[job->role].name,
                                               ctx_now_us(job->iam.ctx));
    if (st == CONFLICT)
        return fault_set(db_fault(tx), CONFLICT, "The account has this role already.");
    return st == OK ? iam_record(tx, &job->iam, NULL) : st;
}

static enum status delete_role(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = service_role_store_delete(tx, job->iam.account_id, roles[job->role].name);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "The account does not have this role.");
    return st == OK ? iam_record(tx, &job->iam, NULL) : st;
}

static enum status change(struct ctx *ctx, const char *account_id, const char *action,
                          const char *what, db_work *work)
{
    struct job job = {.role = ROLES};
    for (size_t i = 0; i < ROLES; i++) {
        if (text_equal(roles[i].name, what) || text_equal(roles[i].service, what))
            job.role = i;
    }
    bool known = job.role < ROLES;
    enum status st =
        iam_open(ctx, account_id, action, known ? path_of(ctx->arena, job.role) : NULL, &job.iam);
    if (st != OK)
        return st;
    if (!known)
        return fault_set(&ctx->fault, BAD_INPUT,
                         "There is no service-linked role for '%.100s'. There is one for %s.", what,
                         roles[0].service);
    return iam_write(&job.iam, work, &job);
}

enum status service_role_create(struct ctx *ctx, const char *account_id, const char *service)
{
    return change(ctx, account_id, "iam:CreateServiceLinkedRole", service, create);
}

enum status service_role_delete(struct ctx *ctx, const char *account_id, const char *name)
{
    return change(ctx, account_id, "iam:DeleteServiceLinkedRole", name, delete_role);
}
