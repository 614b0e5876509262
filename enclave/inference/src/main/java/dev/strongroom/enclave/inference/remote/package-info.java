// SPDX-License-Identifier: Apache-2.0
/// Back ends that are servers: beside the gateway in its own environment, or in another one that is
/// attested before it gets a byte.
@NullMarked
package dev.strongroom.enclave.inference.remote;

import org.jspecify.annotations.NullMarked;
