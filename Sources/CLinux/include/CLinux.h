// The Linux calls that Glibc's Swift module leaves out: epoll, eventfd and accept4.
#ifndef LOYALTY_CLINUX_H
#define LOYALTY_CLINUX_H
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif
