/** The labels of images and of pixels. */
package pointwise.learn.labels;
