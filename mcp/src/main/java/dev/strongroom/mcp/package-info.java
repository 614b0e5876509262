// SPDX-License-Identifier: Apache-2.0
/// A vault's tools for models, over the Model Context Protocol on standard input and output: a
/// program that `strongroom mcp` starts.
///
/// A model can have keys made and used, and asks what would be allowed and why not. What it may do
/// with a key is the key's policy's to say, inside the enclave; nothing here decides. No tool hands
/// out a secret: there is none for decrypting, exporting, or changing a policy.
@NullMarked
package dev.strongroom.mcp;

import org.jspecify.annotations.NullMarked;
