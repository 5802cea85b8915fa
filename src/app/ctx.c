#include "app/ctx.h"

bool ctx_ends(const struct ctx *ctx)
{
    return ctx->ends != NULL && atomic_load(ctx->ends);
}

int64_t ctx_now_us(const struct ctx *ctx)
{
    return clock_now_us(&ctx->app->clock);
}

bool ctx_may_wait(struct ctx *ctx)
{
    ctx->would_wait = ctx->would_wait || ctx->hurried;
    return !ctx->hurried;
}

char *ctx_new_id(struct ctx *ctx)
{
    return uuid_new(ctx->arena, ctx_now_us(ctx), &ctx->app->entropy);
}
