// SPDX-License-Identifier: Apache-2.0
/// The page of a live enclave, which checks the evidence in the visitor's own browser.
@NullMarked
package dev.strongroom.console;

import org.jspecify.annotations.NullMarked;
