def translate_chinese(name): return ()
