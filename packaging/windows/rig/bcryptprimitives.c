/* For tests: random bytes under the name that Rust's library asks for, which wine 8 lacks. */
__declspec(dllimport) unsigned char SystemFunction036(void*p,unsigned long n);
__declspec(dllexport) int ProcessPrng(unsigned char*p,unsigned long long n){return SystemFunction036(p,(unsigned long)n);}
