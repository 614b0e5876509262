// SPDX-License-Identifier: Apache-2.0
/// The real host and the real enclave code, on the wire between them.
@NullMarked
package dev.strongroom.integration;

import org.jspecify.annotations.NullMarked;
