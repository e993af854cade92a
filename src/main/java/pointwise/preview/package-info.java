/**
 * Pictures of feature maps for people: thumbnails and the contact sheet. Plain Java2D, headless.
 */
package pointwise.preview;
