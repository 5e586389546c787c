/* For tests: colour profiles, where wine stops a program that asks for one. */
__declspec(dllexport) void* WcsCreateIccProfile(void*p,unsigned o){return 0;}
__declspec(dllexport) void* OpenColorProfileW(void*p,unsigned a,unsigned s,unsigned c){return 0;}
__declspec(dllexport) int CloseColorProfile(void*p){return 1;}
__declspec(dllexport) int GetColorProfileFromHandle(void*p,void*b,unsigned*n){if(n)*n=0;return 0;}
