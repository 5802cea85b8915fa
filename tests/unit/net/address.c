#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "net/address.h"

static bool is_public(const char *text)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return address_is_public((const struct sockaddr *)&four);
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return address_is_public((const struct sockaddr *)&six);
}

static void knows_the_private_ones(void **state)
{
    static const char *const closed[] = {"127.0.0.1",
                                         "10.1.2.3",
                                         "172.16.0.1",
                                         "172.31.255.255",
                                         "192.168.1.1",
                                         "169.254.169.254",
                                         "100.64.0.1",
                                         "0.0.0.0",
                                         "224.0.0.1",
                                         "255.255.255.255",
                                         "198.18.0.1",
                                         "::1",
                                         "::",
                                         "fe80::1",
                                         "fc00::1",
                                         "fd12::1",
                                         "ff02::1",
                                         "::ffff:127.0.0.1",
                                         "::ffff:10.0.0.1",
                                         "64:ff9b::7f00:1",
                                         "2002:7f00:1::",
                                         "2001::1",
                                         "2001:db8::1",
                                         "::127.0.0.1",
                                         "64:ff9b:1::a00:1"};
    static const char *const open[] = {"8.8.8.8",         "172.32.0.1",     "100.128.0.1",
                                       "2606:4700::1111", "::ffff:8.8.8.8", "2001:4860:4860::8888"};
    (void)state;
    for (size_t i = 0; i < sizeof(closed) / sizeof(*closed); i++)
        assert_false(is_public(closed[i]));
    for (size_t i = 0; i < sizeof(open) / sizeof(*open); i++)
        assert_true(is_public(open[i]));
    assert_false(address_is_public(&(struct sockaddr){.sa_family = AF_UNIX}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(knows_the_private_ones)};
    return cmocka_run_group_tests_name("net/address", tests, NULL, NULL);
}
