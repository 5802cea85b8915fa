#ifndef CLI_DEMO_H
#define CLI_DEMO_H
/* Demonstration data: three buyer organizations with a connection each, and the demo catalogue. */
#include "app/ctx.h"

/* Loads all of it into an empty database, in one transaction. */
enum status demo_load(struct ctx *ctx);

#endif
