#ifndef BUYER_RANDOM_H
#define BUYER_RANDOM_H
#include "base/uuid.h"

/* The machine's randomness, fit for BuyerCookies. */
struct entropy random_entropy(void);

#endif
