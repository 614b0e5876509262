// SPDX-License-Identifier: Apache-2.0
/// HTTP/1.1 towards back ends (RFC 9112): just enough, bounded, and strict about where an answer
/// ends.
@NullMarked
package dev.strongroom.enclave.inference.http;

import org.jspecify.annotations.NullMarked;
