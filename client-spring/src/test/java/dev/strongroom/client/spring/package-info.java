// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.strongroom.client.spring;

import org.jspecify.annotations.NullMarked;
