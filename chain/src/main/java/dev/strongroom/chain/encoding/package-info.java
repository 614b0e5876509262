// SPDX-License-Identifier: Apache-2.0
/// How chains write bytes as text, and numbers as bytes.
@NullMarked
package dev.strongroom.chain.encoding;

import org.jspecify.annotations.NullMarked;
