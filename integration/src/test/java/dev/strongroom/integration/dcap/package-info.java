// SPDX-License-Identifier: Apache-2.0
/// Quotes of Intel's, judged by a library that other people wrote.
@NullMarked
package dev.strongroom.integration.dcap;

import org.jspecify.annotations.NullMarked;
