from django.http import HttpResponse
def index(request): return HttpResponse()
def one(request, uuid): return HttpResponse()
