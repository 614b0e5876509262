// SPDX-License-Identifier: Apache-2.0
/// Everything outside an enclave, put together. Trusted with nothing: it launches the enclave,
/// carries bytes, keeps what was sealed, and shows how it is.
@NullMarked
package dev.strongroom.host;

import org.jspecify.annotations.NullMarked;
