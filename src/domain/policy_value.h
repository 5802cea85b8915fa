#ifndef DOMAIN_POLICY_VALUE_H
#define DOMAIN_POLICY_VALUE_H
/* Numbers, times and addresses in policies and requests. For domain/ alone. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decimal and exact, of any length: its digits without needless zeros, in the text it came from. */
struct policy_number {
    bool negative;
    const char *whole;
    size_t whole_length;
    const char *fraction;
    size_t fraction_length;
};

bool policy_number_read(const char *text, struct policy_number *out);
/* Negative, 0 or positive as `a` is less than, equal to or more than `b`. */
int policy_number_compare(const struct policy_number *a, const struct policy_number *b);

/* ISO 8601 (the profile of W3C's NOTE-datetime), or seconds since 1970 with or without a fraction.
 * Only digits are seconds, never a year. */
bool policy_time_read(const char *text, int64_t *out_us);

struct policy_network {
    bool six; /* IPv6 */
    unsigned char address[16];
    unsigned bits; /* of the prefix */
};

/* An address or a range in CIDR notation, for a policy; false with what is wrong, as a sentence. */
bool policy_network_read(const char *text, struct policy_network *out, const char **reason);
/* One address, of a request; IPv4 written as IPv6 (::ffff:192.0.2.1) is IPv4. */
bool policy_address_read(const char *text, struct policy_network *out);
bool policy_network_holds(const struct policy_network *network,
                          const struct policy_network *address);

#endif
