// SPDX-License-Identifier: Apache-2.0
/// Streams of events (WHATWG HTML, server-sent events) on their way from a back end to a client:
/// passed on as they come, and only believed to be complete if their protocol's last event came.
@NullMarked
package dev.strongroom.enclave.inference.stream;

import org.jspecify.annotations.NullMarked;
