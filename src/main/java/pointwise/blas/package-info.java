/** The only room that knows native BLAS and LAPACK. */
package pointwise.blas;
