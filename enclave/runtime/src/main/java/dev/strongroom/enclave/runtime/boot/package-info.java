// SPDX-License-Identifier: Apache-2.0
/// How an enclave starts: device, root secret, keys, service, server, in that order.
@NullMarked
package dev.strongroom.enclave.runtime.boot;

import org.jspecify.annotations.NullMarked;
