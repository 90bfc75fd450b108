//! Pure Arrow kernels: recognising personal information, proposing grades, masking values.
