// SPDX-License-Identifier: Apache-2.0
/// Keys of a vault for whatever signs by the Java Cryptography Architecture: TLS servers, tokens,
/// documents.
@NullMarked
package dev.strongroom.client.jca;

import org.jspecify.annotations.NullMarked;
