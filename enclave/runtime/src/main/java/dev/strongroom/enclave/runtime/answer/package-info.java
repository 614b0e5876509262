// SPDX-License-Identifier: Apache-2.0
/// Answers of HTTP/1.1 (RFC 9112), read on connections that the enclave makes: bounded, and strict
/// about where an answer ends.
@NullMarked
package dev.strongroom.enclave.runtime.answer;

import org.jspecify.annotations.NullMarked;
